import { describe, expect, it } from 'vitest'
import { isAddress, parseMachineList } from './machine-list'

describe('a pasted list of machines', () => {
  it('is read in all the forms that people have at hand', () => {
    const text = `
# my shelf
pi-01 192.168.1.21
192.168.1.22
pi@192.168.1.23:2222
PI-04   ubuntu@pi-04.local:22   # the new one
pi-05, 192.168.1.25
192.168.1.26 pi-06
ssh pi@pi-07.local -p 2200
[fd00::1]:2022
fd00::2
pi-10 host.example.org\r
localhost`
    const { machines, problems } = parseMachineList(text)
    expect(problems).toEqual([])
    expect(machines.map(({ name, user = '', address, port }) => `${name} ${user}@${address}:${port}`)).toEqual([
      'pi-01 @192.168.1.21:22',
      'node-192-168-1-22 @192.168.1.22:22',
      'node-192-168-1-23 pi@192.168.1.23:2222',
      'pi-04 ubuntu@pi-04.local:22',
      'pi-05 @192.168.1.25:22',
      'pi-06 @192.168.1.26:22',
      'pi-07 pi@pi-07.local:2200',
      'node-fd00-1 @fd00::1:2022',
      'node-fd00-2 @fd00::2:22',
      'pi-10 @host.example.org:22',
      'localhost @localhost:22',
    ])
    expect(machines[0]?.line).toBe(3)
  })

  it('takes lines of /etc/hosts as they are, users of a directory, and names with the last dot of DNS', () => {
    const text = `127.0.0.1\tlocalhost
127.0.1.1 localhost.localdomain
::1     ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
192.168.1.21  pi-01.lan  pi-01 www.pi-01.lan
192.168.1.22\tpi-02
DOM\\anna@pi-03.corp.lan.
pi-04 anna@corp.lan@10.0.0.4:2222`
    const { machines, problems } = parseMachineList(text)
    expect(problems).toEqual([])
    expect(machines.map(({ name, user = '', address, port }) => `${name} ${user} ${address}:${port}`)).toEqual([
      'pi-01  192.168.1.21:22',
      'pi-02  192.168.1.22:22',
      'pi-03 DOM\\anna pi-03.corp.lan:22',
      'pi-04 anna@corp.lan 10.0.0.4:2222',
    ])
  })

  it('names the line and what is wrong with it, and loses nothing of the rest', () => {
    const cases: readonly [string, RegExp][] = [
      ['pi-01 192.168.1.300', /“192\.168\.1\.300” is not an address/],
      ['pi-01 192.168.1', /not an address/],
      ['pi_01 192.168.1.21', /cannot be a machine's name/],
      ['-pi 192.168.1.21', /cannot be a machine's name/],
      [`${'x'.repeat(64)} 10.0.0.1`, /cannot be a machine's name/],
      ['pi-01 host:99999', /“99999” is not a port/],
      ['pi-01 host:', /“” is not a port/],
      ['ssh host -p', /no port/],
      ["pi-01 ro'ot@10.0.0.1", /not a user name/],
      ['pi-01 pi@', /address is missing/],
      ['pi-01 10.0.0.1 and more', /“and more” is too much\. .*\.$/],
      ['pi-01 $(reboot)', /not an address/],
      ['pi-01 🐝', /not an address/],
      ['pi-01 fe80::1%eth0', /one cable only/],
      ['[fe80::1]:22', /one cable only/],
      ['pi-01 http://10.0.0.1/', /not an address/],
    ]
    for (const [line, problem] of cases) {
      const { machines, problems } = parseMachineList(`good 10.9.9.9\n${line}\nfine 10.9.9.8`)
      expect(
        machines.map((machine) => machine.name),
        line,
      ).toEqual(['good', 'fine'])
      expect(problems).toMatchObject([{ line: 2, text: line }])
      expect(problems[0]?.problem).toMatch(problem)
    }
  })

  it('refuses the same name or address twice, saying where the first stands', () => {
    const { problems } = parseMachineList('a 10.0.0.1\nb 10.0.0.1\na 10.0.0.2\nc 10.0.0.1:23')
    expect(problems.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '2: The address 10.0.0.1 stands in line 1 already.',
      '3: The name a stands in line 1 already.',
    ])
  })

  it('takes addresses as one writes them after ssh', () => {
    for (const good of ['10.0.0.1', 'fd00::1', 'pi.local', 'a', 'a-b.c', '::1', 'pi_01.lan']) {
      expect(isAddress(good), good).toBe(true)
    }
    for (const bad of [
      'fe80::1',
      'fe80::1%eth0',
      '',
      ' ',
      '1.2.3',
      '256.1.1.1',
      'a..b',
      '-a',
      'a b',
      'a/b',
      "a'b",
      `${'x'.repeat(64)}.org`,
    ]) {
      expect(isAddress(bad), bad).toBe(false)
    }
  })
})
