// peers.mjs PROGRAM RULE FILE [SEATS]: one other program counts one ballot file; prints the
// winners.  The file is read with as little work as its form allows.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [program, rule, path, seats] = process.argv.slice(2)
const lines = readFileSync(path, 'utf8').split('\n')

// [[votes, [choice, …]], …] of PrefLib, BLT or Pabulib; choices are the numbers in the file, as text
function ballots() {
  if (path.endsWith('.soi')) return lines.filter(l => l && l[0] !== '#').map(l => {
    const at = l.indexOf(':')
    return [Number(l.slice(0, at)), l.slice(at + 1).split(',').map(x => x.trim())]
  })
  if (path.endsWith('.blt')) return lines.slice(1, lines.indexOf('0')).map(l => {
    const words = l.split(' ')
    return [Number(words[0]), words.slice(1, -1)]
  })
  return lines.slice(lines.indexOf('VOTES') + 2).filter(Boolean).map(l => [1, l.split(';')[1].split(',')])
}

const all = ballots(), names = [...new Set(all.flatMap(b => b[1]))]
if (program === 'caritat') {
  const { Election, irv, condorcet, stv, approval } = createRequire(import.meta.url)('caritat')
  const election = new Election({ candidates: names })
  for (const [votes, choices] of all) election.addBallot(choices, votes)
  const run = { irv: () => irv(election), schulze: () => condorcet.schulze(election)[0], approval: () => approval(election),
    meek: () => stv.meek(election, { seats: Number(seats) }) }
  console.log([].concat(run[rule]()).join('\n'))
} else {
  const { default: Condorcet } = await import('@node-core/caritat/votingMethods/CondorcetResult').catch(() =>
    import('./node_modules/@node-core/caritat/dist/votingMethods/CondorcetResult.js'))
  const votes = all.map(([, choices]) => ({ preferences: new Map(choices.map((c, i) => [c, names.length - i])) }))
  const { result } = new Condorcet([], names, 'x', votes, {})
  console.log([...result].sort((a, b) => b[1] - a[1])[0][0])
}
