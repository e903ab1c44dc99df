/** The one card reader that practice has; nothing of it is a drive of any machine. */
export const PRACTICE_READER = {
  path: '/dev/practice',
  bytes: 32_000_000_000,
  confirmation: 'Practice Reader PR-0001',
  reasons: [],
} as const satisfies {
  readonly path: string
  readonly bytes: number
  readonly confirmation: string
  readonly reasons: readonly string[]
}

export const MOST_PRACTICE_BOARDS = 10
