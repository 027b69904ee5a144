/** What a placement brings, over the points of a curve: as simulations/world/block-math.ts. */

/**
 * @param draws - f64 each, as are firsts and cells: the draws in which something is spread, `count` of
 *   them; the others hold one value per draw
 */
export function spread(
  to: usize,
  points: i32,
  shares: usize,
  rest: usize,
  ages: i32,
  amounts: usize,
  draws: usize,
  count: i32,
  firsts: usize,
  cells: usize,
): void {
  for (let s = 0; s < count; s++) {
    const d = <i32>load<f64>(draws + (<usize>s << 3));
    const at = <usize>d << 3;
    const amount = load<f64>(amounts + at);
    const first = <i32>load<f64>(firsts + at);
    const from = (<usize>(<i32>load<f64>(cells + at) * ages)) << 3;
    const last = points - 1 - first;
    const bytes = <usize>min(ages, last) << 3;
    const sums = to + (<usize>(d * points + first) << 3);
    const both = f64x2.splat(amount);
    const pairs = bytes & ~15;
    let age: usize = 0;
    for (; age < pairs; age += 16) {
      const more = f64x2.mul(both, v128.load(shares + from + age));
      v128.store(sums + age, f64x2.add(v128.load(sums + age), more));
    }
    if (age < bytes) {
      store<f64>(sums + age, load<f64>(sums + age) + amount * load<f64>(shares + from + age));
    }
    if (ages > last) {
      const end = <usize>last << 3;
      store<f64>(sums + end, load<f64>(sums + end) + amount * load<f64>(rest + from + end));
    }
  }
}
