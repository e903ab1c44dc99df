import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { PostgresRateLimits } from '@/lib/db/rate-limits'
import { connectLinode, type LinodeConnection, type RawAnswer, type RawRequest } from '@/lib/linode/connection'
import { MemoryRateLimits } from '@/lib/linode/memory-rate-limits'
import { askPracticeCloud, cloudRequest, rawAnswer } from '../practice/cloud/ask-practice-cloud'
import { PracticeCloud } from '../practice/cloud/practice-cloud'
import { worldLink } from '../practice/link/own-world-link'

/** Nobody's: what stands behind it asks for none. */
const TOKEN = 'practice'
const NAME = 'Linode (practice)'
/** Nothing is looked up or reached under it. */
const ORIGIN = 'http://practice.invalid'

const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.json().optional(),
})

let limits: PostgresRateLimits | undefined

/**
 * The simulated cloud of the owner of a cluster, which is where the practice machines are: the same calls as to Linode,
 * with the exchange between the panel's processes in the network's place.
 * @throws AppError `not-found` for a cluster that is gone
 */
export async function connectPractice(clusterId: string): Promise<LinodeConnection> {
  const row = await db().cluster.findUnique({
    where: { id: clusterId },
    select: { ownerId: true, practice: { select: { speed: true } } },
  })
  if (row === null) throw new AppError('not-found', { userMessage: 'This cluster is gone.' })
  return connectPerson(row.ownerId, row.practice?.speed ?? 1)
}

/** The simulated cloud of a person. @param pace how much faster than real the phases pass of machines that are made */
export function connectPerson(ownerId: string, pace = 1): LinodeConnection {
  limits ??= new PostgresRateLimits(systemClock)
  const account = { name: NAME, token: TOKEN, user: `practice:${ownerId}` }
  const send = async (url: URL, request: RawRequest): Promise<RawAnswer> => {
    const { method, path, query, filter, body } = cloudRequest(url, request)
    const call = { method, path, query: query.toString(), filter, body, pace }
    const answer = Answer.parse(await worldLink().callCloud(ownerId, call, request.signal))
    return rawAnswer(answer.status, answer.body === undefined ? '' : JSON.stringify(answer.body), answer.headers)
  }
  return { ...connectLinode(account, limits), origin: ORIGIN, reach: 'panel', send }
}

/** What can be had in every simulated cloud, without one: sizes, places, images and prices. */
export function connectCatalogue(): LinodeConnection {
  const cloud = new PracticeCloud({ clock: systemClock })
  cloud.openAccount({ username: 'practice' }, TOKEN)
  const account = { name: NAME, token: TOKEN, user: 'practice' }
  return {
    ...connectLinode(account, new MemoryRateLimits(systemClock)),
    ...{ origin: ORIGIN, reach: 'panel', send: askPracticeCloud(cloud) },
  }
}
