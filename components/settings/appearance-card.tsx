'use client'

import { useState } from 'react'
import { useShortcuts } from '@/components/shell/shortcuts'
import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import { CheckField } from '@/components/ui/field'
import { preferenceCookie, THEME_COOKIE, type Theme } from '@/lib/shared/preferences'
import { settings } from '@/messages/settings'

const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Theme[]

/** Theme and shortcuts: kept in this browser, seen at once. */
export function AppearanceCard({ theme: initial }: { readonly theme: Theme }) {
  const t = useText(settings)
  const { enabled, setEnabled } = useShortcuts()
  const [theme, setTheme] = useState(initial)
  const choose = (wanted: Theme) => {
    setTheme(wanted)
    // biome-ignore lint/suspicious/noDocumentCookie: a wish for the server's next page; the CookieStore API is not everywhere
    document.cookie = preferenceCookie(THEME_COOKIE, wanted === 'system' ? undefined : wanted)
    if (wanted === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = wanted
  }
  return (
    <Card className="flex flex-col gap-4">
      <fieldset>
        <legend className="mb-2 text-sm font-semibold">{t.theme}</legend>
        <div className="flex flex-wrap gap-2">
          {THEMES.map((one) => (
            <label
              key={one}
              className="flex items-center gap-2 rounded-control border border-line-strong px-3 py-1.5 has-checked:border-honey has-checked:bg-honey-wash has-focus-visible:outline-2 has-focus-visible:outline-honey"
            >
              <input
                type="radio"
                name="theme"
                className="accent-honey"
                checked={theme === one}
                onChange={() => choose(one)}
              />
              {t.themes[one]}
            </label>
          ))}
        </div>
      </fieldset>
      <CheckField
        label={t.shortcuts}
        hint={t.shortcutsHint}
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
    </Card>
  )
}
