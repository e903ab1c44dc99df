import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { LocaleProvider } from '@/components/text'
import { THEME_COOKIE, themeOf } from '@/lib/shared/preferences'
import { pageLocale } from './page-text'
import './globals.css'

export const metadata: Metadata = {
  title: { template: '%s · BuzzCrate', default: 'BuzzCrate' },
  description: 'Turns a shoebox of boards into a Kubernetes cluster with one click.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const locale = await pageLocale()
  // From a cookie and not by script: the first paint is in the right theme, and no inline script is needed.
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html
      lang={locale}
      data-theme={theme === 'system' ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <LocaleProvider locale={locale}>{children}</LocaleProvider>
      </body>
    </html>
  )
}
