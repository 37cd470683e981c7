// The outcome of a request to another process.

/**
 * `bad`: the response of the peer is wrong. `unknown`: there is no usable response, which is neither `ok` nor `bad`.
 * `isBusy`: the hooks had no time or memory for the response, so another request can succeed.
 */
export type Outcome<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'bad'; readonly reason: string }
  | { readonly is: 'unknown'; readonly reason: string; readonly isBusy?: true };

/** The result of `read` for the value of an `ok` outcome; other outcomes stay. */
export const andThen = <A, B>(outcome: Outcome<A>, read: (value: A) => Outcome<B>): Outcome<B> =>
  outcome.is === 'ok' ? read(outcome.value) : outcome;
