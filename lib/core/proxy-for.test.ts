import { describe, expect, it } from 'vitest'
import { proxyFor } from './proxy-for'

const asked = (url: string, environment: Readonly<Record<string, string>>) => {
  const proxy = proxyFor(new URL(url), environment)
  return proxy === undefined ? undefined : `${proxy.variable} ${proxy.url.host}`
}

describe('proxyFor', () => {
  it.each([
    ['https://github.com/x', { HTTPS_PROXY: 'http://proxy.lan:3128' }, 'HTTPS_PROXY proxy.lan:3128'],
    ['http://mirror.lan/x', { HTTPS_PROXY: 'http://proxy.lan:3128' }, undefined],
    ['http://mirror.lan/x', { http_proxy: 'proxy.lan:3128' }, 'http_proxy proxy.lan:3128'],
    ['https://a.org/', { https_proxy: 'http://one:1', HTTPS_PROXY: 'http://two:2' }, 'https_proxy one:1'],
    ['https://a.org/', { ALL_PROXY: 'http://all:1' }, 'ALL_PROXY all:1'],
    ['https://a.org/', { HTTPS_PROXY: ' ' }, undefined],
  ])('takes the one for %s from %j', (url, environment, expected) => {
    expect(asked(url, environment)).toBe(expected)
  })

  it.each([
    ['https://mirror.school.org/', '.school.org'],
    ['https://mirror.school.org/', 'localhost, school.org'],
    ['https://school.org/', '*.school.org'],
    ['https://school.org:8443/', 'school.org:8443'],
    ['https://10.3.4.5/', '10.0.0.0/8'],
    ['https://10.3.4.5/', '10.3.4.5'],
    ['https://[fd00::5]/', 'fd00::/8'],
    ['https://a.org/', '*'],
  ])('is none for %s with NO_PROXY=%s', (url, noProxy) => {
    expect(asked(url, { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: noProxy })).toBeUndefined()
  })

  it.each([
    ['https://myschool.org/', 'school.org'],
    ['https://school.org/', 'school.org:8443'],
    ['https://11.3.4.5/', '10.0.0.0/8'],
    ['https://a.org/', ','],
  ])('is the usual one for %s with NO_PROXY=%s', (url, noProxy) => {
    expect(asked(url, { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: noProxy })).toBe('HTTPS_PROXY proxy:1')
  })

  it.each(['socks5://proxy:1080', 'http://', '::'])('refuses %s by the name of its variable', (value) => {
    expect(() => asked('https://a.org/', { https_proxy: value })).toThrow(
      expect.objectContaining({ code: 'proxy-unusable', userMessage: expect.stringContaining('https_proxy is set') }),
    )
  })
})
