/** Runs works, eight at a time. Rejects with the first error. */
export async function together(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const next = works.values();
  const worker = async () => {
    for (const work of next) await work();
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
