import { expect, it } from 'vitest'
import { UNKNOWN, wayOut } from '@/lib/shared/run-view/ways-out'
import { LINODE_FAULT_CODES } from './faults'

it.each(LINODE_FAULT_CODES)('%s has a way out', (code) => {
  expect(wayOut({ code, message: '', userMessage: '', retryable: false, details: {} })).not.toBe(UNKNOWN)
})
