import { AppError } from '@/lib/core/errors'

/** Of one kind. A board runs some hundred pods. */
const MOST_OBJECTS = 20_000
/** JSON of all objects of a kind: some thousand pods with everything that is known of them. */
const MOST_CHARACTERS = 48 * 1_048_576

/** Counts what a mirror holds of one kind, so that a cluster cannot fill the memory with more and more objects. */
export class HeldObjects {
  private readonly path: string
  private readonly sizes = new Map<string, number>()
  private characters = 0

  constructor(path: string) {
    this.path = path
  }

  /** @throws AppError `cluster-misbehaves` */
  hold(uid: string, characters: number): void {
    this.characters += characters - (this.sizes.get(uid) ?? 0)
    this.sizes.set(uid, characters)
    if (this.sizes.size <= MOST_OBJECTS && this.characters <= MOST_CHARACTERS) return
    throw new AppError('cluster-misbehaves', {
      message: `${this.path}: ${this.sizes.size} objects, ${this.characters} characters`,
      userMessage:
        `This cluster tells of more objects than BuzzCrate can hold (${this.path}: ${this.sizes.size}). ` +
        'Something in it makes ever new ones, or somebody else has control of it.',
      details: { path: this.path, objects: this.sizes.size },
    })
  }

  release(uid: string): void {
    this.characters -= this.sizes.get(uid) ?? 0
    this.sizes.delete(uid)
  }

  clear(): void {
    this.sizes.clear()
    this.characters = 0
  }
}
