interface Identified {
  readonly metadata: { readonly uid: string }
}

/** Objects of one kind with the row of each, made anew only when its object changed or was touched. */
export class ObjectTable<T extends Identified, Row> {
  private readonly present: (object: T) => Row
  private readonly byUid = new Map<string, T>()
  private readonly dirty = new Set<string>()
  private current: Readonly<Record<string, Row>> = {}

  constructor(present: (object: T) => Row) {
    this.present = present
  }

  replace(objects: readonly T[]): void {
    const kept = new Set(objects.map((object) => object.metadata.uid))
    for (const uid of this.byUid.keys()) if (!kept.has(uid)) this.drop(uid)
    for (const object of objects) this.upsert(object)
  }

  upsert(object: T): void {
    this.byUid.set(object.metadata.uid, object)
    this.dirty.add(object.metadata.uid)
  }

  remove(object: T): void {
    this.drop(object.metadata.uid)
  }

  /** Something else that the row is made of has changed. */
  touch(uid: string): void {
    if (this.byUid.has(uid)) this.dirty.add(uid)
  }

  objects(): Iterable<T> {
    return this.byUid.values()
  }

  rows(): Readonly<Record<string, Row>> {
    if (this.dirty.size === 0) return this.current
    const next: Record<string, Row> = { ...this.current }
    for (const uid of this.dirty) {
      const object = this.byUid.get(uid)
      if (object === undefined) delete next[uid]
      else next[uid] = this.settled(uid, this.present(object))
    }
    this.dirty.clear()
    this.current = next
    return next
  }

  /** The old row where nothing that it shows has changed: most changes of an object are not for people. */
  private settled(uid: string, row: Row): Row {
    const before = this.current[uid]
    return before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row
  }

  private drop(uid: string): void {
    this.byUid.delete(uid)
    this.dirty.add(uid)
  }
}
