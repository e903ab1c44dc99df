import { expect, it } from 'vitest'
import { NewClass } from '@/lib/contracts/classes'
import { classRequest, usualClass } from './class-draft'
import { momentOf } from './class-times'

const NOW = Date.UTC(2026, 10, 30, 9, 7)
const draft = { ...usualClass(NOW), name: 'Networks 10b' }

it('is a class as it stands once it has a name: the next quarter of an hour, one lesson', () => {
  const request = NewClass.parse(classRequest(draft, 'Europe/Berlin'))
  expect(request.startsAt).toBe(Date.UTC(2026, 10, 30, 9, 15))
  expect(request.endsAt - request.startsAt).toBe(45 * 60_000)
  expect(request).toMatchObject({ seats: 30, endsItself: false, clusterMinutes: null, mostMachines: 3 })
  expect(request.offer).toEqual({ provider: 'practice', settings: { machines: 3, speed: 5, apps: ['go-echo'] } })
})

it('lends boards with a k3s release, and needs one', () => {
  const boards = { ...draft, provider: 'boards', offer: { machines: '2', k3sVersion: '' } }
  expect(NewClass.safeParse(classRequest(boards, 'UTC')).success).toBe(false)
  const whole = NewClass.parse(classRequest({ ...boards, offer: { machines: '2', k3sVersion: 'v1.36.1+k3s1' } }, 'UTC'))
  expect(whole).toMatchObject({ mostMachines: 2, offer: { settings: { k3sVersion: 'v1.36.1+k3s1' } } })
})

it('ends the next day what would end before it begins, and takes lifetimes in hours', () => {
  const late = NewClass.parse(classRequest({ ...draft, from: '23:30', to: '00:15', clusterHours: '2' }, 'UTC'))
  expect(late.endsAt - late.startsAt).toBe(45 * 60_000)
  expect(late.clusterMinutes).toBe(120)
  expect(late.startsAt).toBe(momentOf(draft.date, '23:30'))
})
