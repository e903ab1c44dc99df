/** The news behind a cursor. */
export interface TopicPage {
  /** The cursor behind this page; never the one it was asked for. */
  readonly to: number
  /** JSON text. */
  readonly body: string
}

/** Where a topic's news come from. */
export interface TopicSource {
  /** Readers of the same key share what is read. */
  readonly key: string
  /** The topic of the bus that hints at news. */
  readonly wakeOn: string
  /** Whether the bus's pointers are cursors, rising by the number of items: then hints alone tell who has news. */
  readonly numbered: boolean
  /** Whether a hint with this pointer concerns the topic at all. */
  readonly concerns?: (pointer: string) => boolean
  /** A page of bounded size; undefined when a reader at `after` has everything. */
  read(after: number): Promise<TopicPage | undefined>
}
