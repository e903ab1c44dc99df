import { expect, it } from 'vitest'
import { isUpload } from '@/lib/core/upload-addresses'
import type { Endpoint } from './endpoint'
import { endpoints } from './endpoints'

it.each(Object.entries<Endpoint>(endpoints))('%s is watched as what it is while it comes in', (address, { body }) => {
  const [method, path = ''] = address.split(' ')
  expect(isUpload(method, `${path.replaceAll(/\[\w+\]/g, 'x')}?a=b`)).toBe(body === 'bytes')
})
