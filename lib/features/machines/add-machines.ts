import type { ListedMachine } from '@/lib/contracts/machines'
import { type AddMachines, MAX_MACHINES } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { ListedBoard } from '@/lib/shared/machine-list'
import { parseMachines } from '@/lib/shared/parse-machines'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { isTaken, machineRows } from './machine-rows'
import { ownKeyId } from './own-key'
import { presentMachine } from './present'
import { sealSudoPassword } from './sudo-secret'

interface Wanted {
  /** Where the person wrote it, for what is said about it. */
  readonly where: string
  readonly name: string
  /** Undefined for a board that has not started yet. */
  readonly address: string | undefined
  readonly port: number
  readonly loginUser: string
  readonly board: ListedBoard
}

/**
 * Adds machines, all or none. Nothing is contacted: `checkMachine` does that next, and shows the host key first.
 * @throws AppError `bad-input` with `details.lines` naming each bad line, or `machine-exists`
 */
export async function addMachines(actor: Actor, input: AddMachines): Promise<readonly ListedMachine[]> {
  assertMay(actor, 'machines.manage')
  const wanted = readWanted(input)
  const sshKeyId = await ownKeyId(actor, input.sshKeyId)
  const before = await db().machine.findMany({ where: { ownerId: actor.userId } })
  refuseTwins(wanted, before)
  if (before.length + wanted.length > MAX_MACHINES) {
    throw new AppError('bad-input', {
      userMessage: `You would have ${before.length + wanted.length} machines; at most ${MAX_MACHINES} are possible. Remove some first.`,
    })
  }
  const position = Math.max(-1, ...before.map((machine) => machine.position)) + 1
  // One secret a machine: they can be changed and forgotten one by one.
  const rows = await Promise.all(
    wanted.map(async ({ name, address, port, loginUser, board }, index) => ({
      id: newId(),
      ownerId: actor.userId,
      name,
      address: address ?? null,
      ...{ profile: board.profile ?? null, mac: board.mac ?? null, serial: board.serial ?? null },
      ...{ costCents: board.cost?.cents ?? null, costCurrency: board.cost?.currency ?? null },
      port,
      loginUser,
      sshKeyId,
      sudoSecretId: await sealSudoPassword(actor.userId, input.sudoPassword),
      position: position + index,
    })),
  )
  try {
    await db().$transaction(async (transaction) => {
      await transaction.machine.createMany({ data: rows })
      for (const { id, name, address, port, loginUser } of rows) {
        const details = { name, address, port, loginUser }
        await recordAudit({ actor, action: 'machine.add', subject: { type: 'machine', id }, details }, transaction)
      }
    })
  } catch (error) {
    await db().secret.deleteMany({ where: { id: { in: rows.flatMap((row) => row.sudoSecretId ?? []) } } })
    throw isTaken(error) ? exists('One of these machines was added by another request just now.') : error
  }
  const all = await machineRows(actor)
  const added = new Set(rows.map((row) => row.id))
  return all.filter((row) => added.has(row.id)).map((row) => presentMachine(actor, row, all))
}

function readWanted(input: AddMachines): readonly Wanted[] {
  const { machines, problems } = parseMachines(input.list ?? '')
  if (problems.length > 0) {
    throw new AppError('bad-input', {
      userMessage: problems.map(({ line, problem }) => `Line ${line}: ${problem}`).join(' '),
      details: { field: 'list', lines: problems.map((problem) => ({ ...problem })) },
    })
  }
  const listed = machines.map(({ line, name, address, port, user = input.loginUser, board = {} }) => ({
    where: `Line ${line}`,
    ...{ name, address, port, board },
    loginUser: user,
  }))
  const single = (input.machines ?? []).map(({ loginUser = input.loginUser, name, address, port, ...board }) => ({
    where: name,
    ...{ name, address, port, loginUser },
    board: withoutUndefined(board),
  }))
  return [...listed, ...single]
}

const withoutUndefined = ({
  profile,
  mac,
  serial,
  cost,
}: { [Key in keyof ListedBoard]: ListedBoard[Key] | undefined }): ListedBoard => ({
  ...(profile === undefined ? {} : { profile }),
  ...(mac === undefined ? {} : { mac }),
  ...(serial === undefined ? {} : { serial }),
  ...(cost === undefined ? {} : { cost }),
})

type Known = Pick<Wanted, 'name' | 'port'> & { readonly address: string | null | undefined }

function refuseTwins(wanted: readonly Wanted[], before: readonly Known[]): void {
  const problems = wanted.flatMap((machine, index) => {
    const others: readonly Known[] = [...before, ...wanted.slice(0, index)]
    const sameName = others.some((other) => other.name === machine.name)
    if (sameName) return [`${machine.where}: you have a machine with the name ${machine.name} already.`]
    const { address, port } = machine
    if (address === undefined) return []
    const twin = others.find((other) => other.address === address && other.port === port)
    return twin ? [`${machine.where}: ${address} is the address of your machine ${twin.name} already.`] : []
  })
  if (problems.length > 0) throw exists(problems.join(' '))
}

const exists = (userMessage: string): AppError =>
  new AppError('machine-exists', { userMessage, details: { field: 'list' } })
