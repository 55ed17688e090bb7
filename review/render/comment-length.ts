/** GitHub takes no longer comment; GitLab takes more. */
export const MAX_COMMENT_LENGTH = 65_536;

/** The summary of a plan takes less than this, whatever was planned. */
export const MIN_COMMENT_LENGTH = 2_000;
