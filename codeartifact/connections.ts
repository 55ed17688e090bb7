/**
 * Connections to one service at once: more than any run needs, since a call that waits for one fails after the time in which
 * it must be established.
 */
export const CONNECTIONS = { maxSockets: 256 } as const;
