declare module 'snappyjs' {
  export function compress(bytes: Uint8Array): Uint8Array;
  /** Throws if the bytes are not compressed, or are more than `maxLength` afterwards. */
  export function uncompress(bytes: Uint8Array, maxLength?: number): Uint8Array;
}
