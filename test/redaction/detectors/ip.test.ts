import { expect, test } from 'vitest'
import { createRedactor, ipDetector } from '../../../src/redaction/index.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [ipDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

test.for([
  ['from 81.2.69.142.', 'from [IP].'],
  ['81.2.69.142:8080, 81.2.69.0/24', '[IP]:8080, [IP]/24'],
  ['|81.2.69.142|', '|[IP]|'],
  ['ssh ada@81.2.69.142', 'ssh ada@[IP]'],
  ['client_ip=81.2.69.142', 'client_ip=[IP]'],
  ['81.2.69.142-81.2.69.150', '[IP]-[IP]'],
  ['地址是81.2.69.142。', '地址是[IP]。'],
  ['８１．２．６９．１４２', '[IP]'],
  ['2a00:1450:4001:81b::200e', '[IP]'],
  ['[2A00:1450:4001:081B::200E]:443', '[[IP]]:443'],
  ['6e40:4041:c617:e898:c11:40d2:c669:2eb4 blocked', '[IP] blocked'],
  ['::ffff:81.2.69.142', '[IP]'],
  [String.raw`{"log":"a\n81.2.69.142\n2a00:1450:4001:81b::200e"}`, String.raw`{"log":"a\n[IP]\n[IP]"}`],
  ['```\nping 81.2.69.142\n```', '```\nping [IP]\n```'],
])('%j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  ['private', '10.0.0.1 172.16.5.4 172.31.255.255 192.168.1.1 fd00::1 fc00::abcd'],
  ['loopback and none', '127.0.0.1 0.0.0.0 ::1 :: ::ffff:127.0.0.1'],
  ['link-local', '169.254.10.10 fe80::1ff:fe23:4567:890a'],
  ['for documentation', '192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 2001:0db8:85a3::8a2e:370:7334'],
  ['shared, multicast, netmasks', '100.64.0.1 224.0.0.1 255.255.255.0 ff02::1'],
])('%s: kept', ([, text]) => {
  expect(mask(text ?? '')).toBe(text)
})

test.for([
  'v1.2.3.4, version 11.22.33.44, Version: 81.2.69.142',
  'Chrome/120.0.6.109, requests==1.2.3.4, ~1.2.3.4',
  'section 3.4.5.6, § 3.4.5.6, iOS 17.4.1.2',
  '1.2.3.4-beta, 1.2.3.4rc1, lib-81.2.69.142',
  '81.2.69.142.5, 256.2.69.142, 81.2.69, 081.2.69.142',
  '4.2.1.3 Results\n# 4.2.1.4 Discussion',
  'std::vector, a::b, dead::beef, 12:30:45',
  '00:1A:2B:3C:4D:5E and 00:11:22:33:44:55:66:77',
  '2024-01-02T12:30:45+01:00',
  '1:2:3:4:5:6:7:8',
])('%j is no address', (text) => {
  expect(mask(text)).toBe(text)
})

test('case tells no two addresses apart', () => {
  expect(begin('numbered').text('2a00:1450::200e 2A00:1450::200E 81.2.69.142')).toBe('[IP] [IP] [IP_2]')
})
