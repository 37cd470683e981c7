// What a question to another process gives.

/**
 * `bad`: the peer answered, and wrongly. `unknown`: nobody can tell; never the same as bad, never the same as ok.
 * `isOurs`: it says nothing about the peer, the hooks themselves had no time or room for it; to ask again will tell.
 */
export type Outcome<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'bad'; readonly reason: string }
  | { readonly is: 'unknown'; readonly reason: string; readonly isOurs?: true };

/** What is read from a value that is there. */
export const andThen = <A, B>(outcome: Outcome<A>, read: (value: A) => Outcome<B>): Outcome<B> =>
  outcome.is === 'ok' ? read(outcome.value) : outcome;
