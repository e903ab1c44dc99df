/** At which steps of the recipes the worker was killed, over all seeds. */
export class Hits {
  private readonly seen = new Set<string>()
  private readonly hit = new Set<string>()

  add(steps: readonly string[], hit: readonly string[]): void {
    for (const step of steps) this.seen.add(step)
    for (const step of hit) this.hit.add(step)
  }

  toString(): string {
    const missed = [...this.seen].filter((step) => !this.hit.has(step))
    const count = `the worker was killed at ${this.hit.size} of ${this.seen.size} steps`
    return missed.length === 0 ? count : `${count}, never at ${missed.join(', ')}`
  }
}
