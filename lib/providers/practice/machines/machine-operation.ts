import { z } from 'zod'

/** What can be asked of a practice machine, in one exchange: what RemoteHost offers, as data. */
export const MachineOperation = z.discriminatedUnion('do', [
  z.object({ do: z.literal('connect') }),
  z.object({ do: z.literal('run'), script: z.string().max(64), env: z.record(z.string(), z.string()) }),
  z.object({
    do: z.literal('deliver'),
    path: z.string(),
    sha256: z.string(),
    bytes: z.number(),
    /** A file that holds the sha256 once what is delivered did its work; empty: there is none. */
    noteAt: z.string(),
  }),
  z.object({ do: z.literal('write'), path: z.string(), text: z.string(), mode: z.number().int() }),
  z.object({ do: z.literal('read'), path: z.string() }),
])
export type MachineOperation = z.infer<typeof MachineOperation>

/** How it ended; a failure is thrown. Each operation fills what it is asked for. */
export const OperationAnswer = z.object({
  bootId: z.string().optional(),
  /** Of a machine that a cloud has made: the key that it shows, as in known_hosts. */
  hostKey: z.string().optional(),
  /** As the `::result` lines of a script say, with the status that it ended with. */
  results: z.record(z.string(), z.string()).optional(),
  status: z.number().int().optional(),
  /** False: the file was there already. */
  sent: z.boolean().optional(),
  /** Null: no such file. */
  text: z.string().nullable().optional(),
})
export type OperationAnswer = z.infer<typeof OperationAnswer>

/** What is heard while it goes on. */
export interface OperationEvents {
  readonly onLine: (line: string) => void
  readonly onProgress: (sentBytes: number) => void
}
