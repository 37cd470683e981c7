// Times as Kubernetes writes them.

/** RFC 3339 in UTC with whole seconds. `time`: milliseconds since 1970. */
export const timestamp = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
