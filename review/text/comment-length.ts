/** Characters of the longest comment that GitHub takes; GitLab takes more. */
export const MAX_COMMENT_LENGTH = 65_536;

/** Characters that always hold the summary of a plan. */
export const MIN_COMMENT_LENGTH = 2_000;
