/**
 * Blocks of addresses that name no one's machine: this host, private, shared (RFC 6598), loopback, link-local,
 * documentation (RFC 5737), benchmarks, multicast and all above it, such as netmasks (IANA special-purpose registry).
 */
const RESERVED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map(blockOf)

type Block = { readonly start: number; readonly size: number }

function blockOf(written: string): Block {
  const [address = '', bits = '32'] = written.split('/')
  return { start: numberOf(address.split('.').map(Number)), size: 2 ** (32 - Number(bits)) }
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** True for an IPv4 address that is no one's. Takes its four octets as one number. */
export function isReservedV4(address: number): boolean {
  return RESERVED_V4.some(({ start, size }) => address >= start && address < start + size)
}

/** The same for IPv6: loopback, link-local, unique local, multicast, documentation (RFC 3849, RFC 9637), discard. */
export function isReservedV6(address: string): boolean {
  const group = groupAt(address, 0)
  if (group === 0 || group === 0x100 || group >= 0xfc00) return true
  if (group !== 0x2001 && group !== 0x3fff) return false
  const second = groupAt(address, address.indexOf(':') + 1)
  return group === 0x2001 ? second === 0xdb8 : second < 0x1000
}

/** The group of hexadecimal digits at an index; 0 when there is none. */
function groupAt(address: string, start: number): number {
  const end = address.indexOf(':', start)
  const digits = address.slice(start, end === -1 ? address.length : end)
  return digits === '' ? 0 : Number.parseInt(digits, 16)
}
