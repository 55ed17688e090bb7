// Template validation costs seconds for the first template of a process; one test has it on.
process.env.CDK_VALIDATION ??= 'false';

// The construct library keeps the stack of every call for its messages: half the time of a test that synthesizes.
process.env.CDK_DISABLE_STACK_TRACE ??= 'true';

// No test asks the real service for the resources of a stack.
process.env.AWS_ENDPOINT_URL_CLOUDFORMATION ??= 'http://127.0.0.1:9';

// The SDK says at every start which Node.js it will need some day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
