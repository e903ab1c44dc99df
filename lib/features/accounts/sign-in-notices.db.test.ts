import { describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { ADA, Browser, later, member, useSignInScene } from '@/lib/testing/sign-in-scene'
import { changeOwnPassword } from './change-own-password'
import { listOwnNotices, NO_PLACE, placeOf, putNoticesAway, unseenNotices, writeSignInNotice } from './sign-in-notices'

const scene = useSignInScene()

describe('what one is told', () => {
  it('says nothing of the first sign-in, and then of every new browser and address', async () => {
    const home = new Browser('10.0.0.2', 'Firefox/140')
    await home.password()
    expect(await unseenNotices(await home.user(), home.headers)).toEqual([])
    later(1)
    await home.password()
    expect(await listOwnNotices(await home.user())).toHaveLength(1)
    const other = new Browser('10.0.0.9', 'Chrome/150')
    await other.password()
    expect(await unseenNotices(await home.user(), home.headers)).toMatchObject([
      { kind: 'new-place', address: '10.0.0.9', browser: 'Chrome/150' },
    ])
  })

  it('cannot be put away by the browser that caused it', async () => {
    const [home, thief] = [new Browser(), new Browser('10.0.0.9', 'curl/8')]
    await home.password()
    later(1)
    await thief.password()
    expect(await unseenNotices(await thief.user(), thief.headers)).toEqual([])
    await putNoticesAway(await thief.user(), thief.headers)
    expect(await unseenNotices(await home.user(), home.headers)).toHaveLength(1)
    await putNoticesAway(await home.user(), home.headers)
    expect(await unseenNotices(await home.user(), home.headers)).toEqual([])
    expect(await listOwnNotices(await home.user())).toHaveLength(2)
  })

  it('says when the password was changed, to nobody else', async () => {
    const home = new Browser()
    await home.password()
    const { login } = await member(scene.admin)
    const change = { currentPassword: ADA.password, password: 'a whole new one' }
    await changeOwnPassword(await home.user(), change, placeOf(home.headers, ADA.email))
    expect((await listOwnNotices(await home.user())).map((notice) => notice.kind)).toContain('password-changed')
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    expect((await listOwnNotices(await bob.user())).map((notice) => notice.kind)).toEqual(['new-place'])
  })

  it('keeps the newest fifty', async () => {
    for (let n = 0; n < 55; n += 1) {
      later(1)
      await writeSignInNotice(db(), scene.admin.userId, 'new-place', { ...NO_PLACE, address: `10.3.0.${n}` })
    }
    const kept = await db().signInNotice.findMany({ orderBy: { at: 'asc' } })
    expect(kept.map((notice) => notice.address)).toEqual(Array.from({ length: 50 }, (_, n) => `10.3.0.${n + 5}`))
  })
})
