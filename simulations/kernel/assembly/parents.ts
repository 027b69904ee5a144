/** What sharers inherit from the posts that they pass on: the engagement noise y of each. */
import { active, k, line, model, size, y } from './candidate';
import { ROW } from './lanes';

/** i32 per draw: the creator whose post the sharer at hand passes on. */
const parent: usize = memory.data(1024, 16);

/** Keeps y of the creator at hand in each world; 0 where the post is not there. */
export function rememberParentEffects(): void {
  const room = <i32>model.parentRoom;
  const effects = <usize>model.parentEffects;
  const creators = <usize>model.creators;
  if (room == 0) return;
  for (let d = 0; d < size; d++) {
    const at = <usize>d << 2;
    if (load<i32>(active + at) == 0) continue;
    const creator = load<i32>(creators + at) + k;
    if (creator < room) store<f32>(effects + <usize>creator * ROW + at, load<f32>(y + at));
  }
}

/** y of the post that sharer k passes on: of creator k mod n, 0 for brand content. */
export function parentEffects(out: usize): void {
  const effects = <usize>model.parentEffects;
  const creators = <usize>model.creators;
  // One sharer after the other, so k mod n goes up by one or back to 0.
  if (k == 0) memory.fill(parent, 0, ROW);
  else next(creators);
  for (let d = 0; d < size; d++) {
    const at = <usize>d << 2;
    const creator = load<i32>(parent + at);
    const hasParent = load<i32>(creators + at) > 0 && creator < <i32>model.parentRoom;
    store<f32>(out + at, hasParent ? load<f32>(effects + <usize>creator * ROW + at) : 0);
  }
}

function next(creators: usize): void {
  for (let at: usize = 0; at < ROW; at += 16) {
    const creator = i32x4.add(v128.load(at, parent), i32x4.splat(1));
    const isLast = i32x4.ge_s(creator, v128.load(creators + at));
    v128.store(at, v128.andnot(creator, isLast), parent);
  }
}

/** After a creator line: its bookings come before those of the next. */
export function countCreators(booked: usize): void {
  const creators = <usize>model.creators;
  for (let at: usize = 0; at < ROW; at += 16) {
    v128.store(creators + at, i32x4.add(v128.load(creators + at), v128.load(booked + at)));
  }
}
