export interface ReplyOptions {
  /** Values of `set-cookie` headers. */
  readonly cookies?: readonly string[]
  /** One of those that the contract names. */
  readonly status?: number
}

/** An answer with more than its data: cookies to set, or another status than the usual one. */
export class Reply<Data> {
  readonly data: Data
  readonly options: ReplyOptions

  constructor(data: Data, options: ReplyOptions) {
    this.data = data
    this.options = options
  }
}
