/** What a file in bench/ exports as `bench`. */
export interface Bench {
  /** One sentence: what is measured. */
  about: string
  /**
   * Measures and returns the figures, units last in their names (`totalMs`, `webMb`). An array is several such
   * results, for several sizes say. Progress goes to `say`, never to standard output.
   */
  run(options: BenchOptions): Promise<Figures | Figures[]>
}

export type Figures = Readonly<Record<string, number | string | boolean>>

export interface BenchOptions {
  say(line: string): void
  /** `--name value` as name → value, `--name` alone as name → ''. */
  flags: ReadonlyMap<string, string>
}
