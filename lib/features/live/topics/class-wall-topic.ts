import { createHash } from 'node:crypto'
import { busTopics } from '@/lib/events/bus-topics'
import { countTaughtClasses, wallOf } from '@/lib/features/class-wall/read-wall'
import { defineTopic } from '../live-topic'

/** A class has many students, and all of them do something at the same time: it is read so often and no more. */
const AT_MOST_EVERY_MS = 250

/** The wall of a class: pages are Wall, whole; the cursor is a digest of it, so nothing is sent twice. */
export const classWallTopic = defineTopic({
  address: 'class:<classId>:wall',
  action: 'classes.read',
  about: { countVisible: countTaughtClasses, id: ({ classId }) => classId },
  source: (_actor, { classId }) => {
    let readAt = 0
    return {
      key: `class-wall:${classId}`,
      wakeOn: busTopics.classes,
      concerns: (pointer) => pointer.startsWith(classId),
      numbered: false,
      async read(after) {
        const waitMs = readAt + AT_MOST_EVERY_MS - Date.now()
        if (after !== 0 && waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        readAt = Date.now()
        const wall = await wallOf(classId)
        if (wall === undefined) return undefined
        const body = JSON.stringify(wall)
        const to = createHash('sha256').update(body).digest().readUIntBE(0, 6)
        return to === after ? undefined : { to, body }
      },
    }
  },
})
