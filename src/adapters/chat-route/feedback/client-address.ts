import { isIPv6 } from 'node:net'

/** Names the client behind an address. Of IPv6 the first 64 bits: a client has all the addresses that begin with them. */
export function clientOfAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  // Without the zone, which names a network card of this machine.
  const [plain = ''] = address.split('%')
  return isIPv6(plain) ? groupsOf(plain).slice(0, 4).join(':') : address
}

/** All eight groups, where `::` stands for those that are 0. */
function groupsOf(address: string): readonly string[] {
  const [before = '', after = ''] = address.split('::')
  const left = before === '' ? [] : before.split(':')
  const right = after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
}
