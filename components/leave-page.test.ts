import { expect, it } from 'vitest'
import { leaveOnce } from './leave-page'

function tab() {
  const went: string[] = []
  let shown = () => {}
  const leave = leaveOnce({
    assign: (address) => went.push(address),
    reload: () => went.push('reload'),
    onShown: (listener) => {
      shown = listener
    },
  })
  return { went, leave, show: () => shown() }
}

it('goes where the first call leads, also while that one is still telling the server', async () => {
  const { went, leave } = tab()
  let told = () => {}
  const first = leave(
    '/sign-in',
    () =>
      new Promise<void>((resolve) => {
        told = resolve
      }),
  )
  await leave(undefined)
  await leave('/sign-in?next=%2Fkeys')
  expect(went).toEqual([])
  told()
  await first
  expect(went).toEqual(['/sign-in'])
})

it('leaves also when the server could not be told', async () => {
  const { went, leave } = tab()
  await expect(leave('/sign-in', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(went).toEqual(['/sign-in'])
})

it('leaves again after the Back button has brought the page again', async () => {
  const { went, leave, show } = tab()
  await leave(undefined)
  show()
  await leave('/')
  expect(went).toEqual(['reload', '/'])
})
