/** Hints between processes (Postgres NOTIFY): may be lost or doubled, carry pointers only. */
export interface Bus {
  publish(topic: string, pointer: string): Promise<void>
  /** `onGap`: hints may have been missed, look yourself. Returns how to stop. */
  subscribe(topic: string, onHint: (pointer: string) => void, onGap: () => void): () => void
}
