const SLICES = 60

/**
 * Calls `beat` with each member once every `everyMs`, the first time within that time. The members' turns are spread over
 * it as evenly as can be, whenever they came: a beat asks the database whether a session still stands, and those of a
 * whole class at one instant would hold up everything else for half a second.
 */
export class Heartbeat<Member> {
  private readonly everyMs: number
  private readonly beat: (member: Member) => void
  private readonly slices: readonly Set<Member>[] = Array.from({ length: SLICES }, () => new Set())
  private readonly sliceOf = new Map<Member, Set<Member>>()
  private timer: NodeJS.Timeout | undefined
  private turn = 0

  constructor(everyMs: number, beat: (member: Member) => void) {
    this.everyMs = everyMs
    this.beat = beat
  }

  add(member: Member): void {
    const slice = this.slices.reduce((least, other) => (other.size < least.size ? other : least))
    slice.add(member)
    this.sliceOf.set(member, slice)
    this.timer ??= setInterval(() => this.beatNext(), this.everyMs / SLICES).unref()
  }

  delete(member: Member): void {
    this.sliceOf.get(member)?.delete(member)
    this.sliceOf.delete(member)
    if (this.sliceOf.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }

  private beatNext(): void {
    this.turn = (this.turn + 1) % SLICES
    // A member may leave while it, or another, has its turn.
    for (const member of [...(this.slices[this.turn] ?? [])]) this.beat(member)
  }
}
