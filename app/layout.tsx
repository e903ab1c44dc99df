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
  manifest: '/manifest.webmanifest',
  icons: {
    icon: [
      { url: '/favicon.ico', sizes: '48x48' },
      { url: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
    apple: { url: '/icons/apple-touch-icon.png', sizes: '180x180' },
  },
  // Put on a phone's home screen it opens without the browser's bars.
  appleWebApp: { capable: true, title: 'BuzzCrate', statusBarStyle: 'default' },
}

/** The page's own colour (--bg of globals.css) around it, in the theme that the person has chosen. */
const PAGE_COLOUR = { light: '#faf7f2', dark: '#14110d' } as const

export async function generateViewport(): Promise<Viewport> {
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value)
  return {
    colorScheme: 'light dark',
    themeColor:
      theme === 'system'
        ? (['light', 'dark'] as const).map((scheme) => ({
            media: `(prefers-color-scheme: ${scheme})`,
            color: PAGE_COLOUR[scheme],
          }))
        : PAGE_COLOUR[theme],
  }
}

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
