import { freeAddresses } from '../practice/free-addresses'
import type { Transaction } from '../provider'
import { definition } from './definition'

export interface NewBoard {
  readonly machineId: string
  readonly name: string
  readonly position: number
}

export interface KindOfBoards {
  readonly ownerId: string
  readonly profile: string
  readonly speed: number
  /** What they say that they are. */
  readonly model: string
  readonly memoryMib: number
}

/** Writes simulated boards down, off and without a card; in one's own turn. @throws AppError `practice-quota` */
export async function putBoardsOnDesk(
  transaction: Transaction,
  { ownerId, profile, speed, model, memoryMib }: KindOfBoards,
  boards: readonly NewBoard[],
): Promise<void> {
  const addresses = await freeAddresses(transaction, boards.length)
  const common = { ownerId, profile, provider: definition.id, loginUser: 'root' }
  await transaction.machine.createMany({
    data: boards.map(({ machineId: id, name, position }) => ({ id, name, position, ...common })),
  })
  await transaction.practiceBoard.createMany({
    data: boards.flatMap(({ machineId: id }, at) => {
      const address = addresses[at]
      return address === undefined ? [] : [{ id, address, speed, model, memoryMib }]
    }),
  })
}
