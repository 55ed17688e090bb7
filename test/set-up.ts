// Template validation costs seconds for the first template of a process; one test has it on.
process.env.CDK_VALIDATION ??= 'false';
