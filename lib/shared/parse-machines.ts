import { type MachineList, parseMachineList } from './machine-list'
import { parseMachineTable } from './machine-table'

/** Machines as people paste them: a table with a header, else one machine a line. */
export const parseMachines = (text: string): MachineList => parseMachineTable(text) ?? parseMachineList(text)
