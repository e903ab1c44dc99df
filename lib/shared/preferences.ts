/** Wishes of one person in one browser, kept in cookies so that the first byte of a page already follows them. */
export type Theme = 'system' | 'light' | 'dark'

export const THEME_COOKIE = 'buzz-theme'
export const SHORTCUTS_COOKIE = 'buzz-shortcuts'

export const themeOf = (cookie: string | undefined): Theme =>
  cookie === 'light' || cookie === 'dark' ? cookie : 'system'

export const shortcutsOn = (cookie: string | undefined): boolean => cookie !== 'off'

/** Text for `document.cookie`; an undefined value forgets the wish. */
export function preferenceCookie(name: string, value: string | undefined): string {
  const age = value === undefined ? 0 : 365 * 24 * 60 * 60
  return `${name}=${value ?? ''}; path=/; max-age=${age}; samesite=lax`
}
