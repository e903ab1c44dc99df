import { describe, expect, it } from 'vitest'
import { parsePrice } from './board-price'
import { parseMachines } from './parse-machines'
import { sharedAdvice } from './shared-advice'

describe('a table of machines', () => {
  it('is read with the columns that its first line names, in any order', () => {
    const text =
      'Name;MAC;IP;Price;Model;owner\npi-01;DC:A6:32:01:02:03;192.168.1.21;"45,50 EUR";Raspberry Pi 4;x\npi-02;;;;;\n'
    const { machines, problems } = parseMachines(text)
    expect(problems).toEqual([])
    expect(machines).toEqual([
      {
        ...{ line: 2, name: 'pi-01', address: '192.168.1.21', port: 22, user: undefined },
        board: { profile: 'raspberry-pi-4', mac: 'dc:a6:32:01:02:03', cost: { cents: 4550, currency: 'EUR' } },
      },
      { line: 3, name: 'pi-02', address: undefined, port: 22, user: undefined, board: {} },
    ])
  })

  it('names each bad line', () => {
    const { machines, problems } = parseMachines('name,address,mac\nA B,1.2.3.4,\nok,,zz\nok,,\nok,,\n')
    expect(machines.map(({ name }) => name)).toEqual(['ok'])
    expect(problems.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      "2: “A B” cannot be a machine's name: use letters, digits and hyphens.",
      '3: “zz” is not a MAC address.',
      '5: The name ok stands in line 4 already.',
    ])
  })

  it('is no table without a header, and is read line by line then', () => {
    expect(parseMachines('pi-05, 192.168.1.25').machines).toMatchObject([{ name: 'pi-05', address: '192.168.1.25' }])
  })
})

it('reads prices as people write them', () => {
  expect(['45', 'USD 45', '45.5 eur', '1e9', '-3', ''].map(parsePrice)).toEqual([
    { cents: 4500, currency: 'USD' },
    { cents: 4500, currency: 'USD' },
    { cents: 4550, currency: 'EUR' },
    ...[undefined, undefined, undefined],
  ])
})

it('says advice that several machines share once, with their names', () => {
  const advice = (sentence: string) => ({ id: 'cgroup', title: 'cgroup', level: 'advice' as const, sentence })
  const machine = (name: string, findings: ReturnType<typeof advice>[]) => ({
    ...{ id: name, name, port: 22, loginUser: 'pi', hasSudoPassword: false, findings },
  })
  const shared = sharedAdvice([
    machine('a', [advice('old cgroups')]),
    machine('b', [advice('old cgroups'), advice('slow disk')]),
    machine('c', []),
  ])
  expect(shared).toEqual([{ finding: advice('old cgroups'), names: ['a', 'b'] }])
})
