// Limits of what the page is sent, so that no text and no number of objects makes an answer too large for a browser.

/** Rows of one answer. */
export const MAX_ROWS = 200;
/** Steps of one explanation, and what each has. */
export const MAX_STEPS = 300;
export const MAX_DETAILS = 20;
/** Workloads, and conditions of each. */
export const MAX_WORKLOADS = 500;
export const MAX_CONDITIONS = 40;
/** Routes of a tree. */
export const MAX_ROUTES = 2000;
/** Characters of a message. */
const MAX_TEXT = 4000;

/** A text with at most so many characters. */
export const clipped = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
