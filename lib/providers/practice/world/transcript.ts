import { mkdirSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { newId } from '@/lib/core/ids'
import type { MachineOperation, OperationEvents } from '../machines/machine-operation'

/** A line of a transcript, JSON. `exchange` is unique in all time; `begun` comes first, `ended` last or never. */
export type TranscriptEntry = { readonly exchange: string } & (
  | { readonly begun: number; readonly machineId: string; readonly script: string }
  | { readonly line: string }
  | { readonly ended: true }
)

/**
 * What practice machines print, written down before anybody hears it: the machines' side of the story, to compare with
 * the logs of runs. Each life of the process has a file of its own in the folder. Every entry is one write to the
 * file, so that what was printed stands there although the process is killed.
 */
export class Transcript {
  private readonly file: number

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.file = openSync(path.join(folder, `${newId()}.jsonl`), 'a')
  }

  /** Writes down what a machine prints while a script runs on it; other operations print nothing. */
  async keep<Answer>(
    machineId: string,
    operation: MachineOperation,
    events: OperationEvents,
    operate: (heard: OperationEvents) => Promise<Answer>,
  ): Promise<Answer> {
    if (operation.do !== 'run') return operate(events)
    const exchange = newId()
    this.write({ exchange, begun: Date.now(), machineId, script: operation.script })
    const onLine = (line: string) => {
      this.write({ exchange, line })
      events.onLine(line)
    }
    try {
      return await operate({ ...events, onLine })
    } finally {
      this.write({ exchange, ended: true })
    }
  }

  private write(entry: TranscriptEntry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`)
  }
}
