R"lua(
-- Presence. nodes: node → end of its lease (0: reaped, its people are still being taken out); here:<node>: person →
-- "kind grace connections"; at:<person>: nodes; present: person → 1; presence: the guard against mass reaping.
-- A full Redis allows all of it: leases go on.
local people_a_call = 1000  -- bounds how long one call holds Redis

-- What the loss of the last connection sets, and coming back drops.
local timer_of = {s = 'grace:', v = 'away:'}

local function staff_ready(p, id)
  local h = redis.call('HMGET', p .. 'staff:' .. id, 'ready', 'score')
  return words(h[1]), h[2]
end

-- The last connection of a person on `node` is gone. True when it was the last anywhere.
local function went(p, node, person, kind, grace, now)
  redis.call('HDEL', p .. 'here:' .. node, person)
  redis.call('SREM', p .. 'at:' .. person, node)
  if redis.call('EXISTS', p .. 'at:' .. person) == 1 or redis.call('HDEL', p .. 'present', person) == 0 then
    return false
  end
  if kind == 's' then
    for _, d in ipairs((staff_ready(p, person))) do redis.call('ZREM', p .. 'ready:' .. d, person) end
  end
  redis.call('ZADD', p .. 'due', digits(now + grace), timer_of[kind] .. person)
  return true
end

-- Takes a node's people out, at most `most` of them; gives who is gone, and how many were looked at.
local function empty(p, node, now, most, gone)
  redis.call('ZADD', p .. 'nodes', '0', node)
  local all, looked = redis.call('HGETALL', p .. 'here:' .. node), 0
  for i = 1, #all, 2 do
    if looked == most then return looked end
    looked = looked + 1
    local kind, grace = string.match(all[i + 1], '^(%a) (%d+)')
    if went(p, node, all[i], kind, grace, now) then gone[#gone + 1] = all[i] end
  end
  redis.call('ZREM', p .. 'nodes', node)
  return looked
end

local function node_lives(p, node) return (tonumber(redis.call('ZSCORE', p .. 'nodes', node) or '0')) > 0 end

-- Notes a renewal. Gives from when on reaping is fair: a lease after the replication id changed, or after nobody had
-- renewed for two thirds of one. (Nodes renew at least twice in one. After a stall of less than a lease, the lease of whoever
-- renewed some time before it has ended too, and not by their fault.)
local function guard(p, now, lease)
  local key, epoch = p .. 'presence', current_epoch()
  local h = redis.call('HMGET', key, 'epoch', 'renewed', 'fair')
  local fair = tonumber(h[3] or '0')
  if h[1] ~= epoch or now - tonumber(h[2] or '0') > lease * 2 / 3 then fair = now + lease end
  redis.call('HSET', key, 'epoch', epoch, 'renewed', digits(now), 'fair', digits(fair))
  return fair
end

local act = {
  -- node, lease → {ok}
  join = function(p, now, node, lease)
    guard(p, now, tonumber(lease))
    redis.call('ZADD', p .. 'nodes', digits(now + lease), node)
    return {'ok'}
  end,
  -- node, lease, reap (0|1) → {reaped} | {ok, people who are gone…}
  renew = function(p, now, node, lease, reap)
    if not node_lives(p, node) then return {'reaped'} end
    local fair = guard(p, now, tonumber(lease))
    redis.call('ZADD', p .. 'nodes', digits(now + lease), node)
    local gone, left = {'ok'}, people_a_call
    if reap == '1' and now > fair then
      for _, other in ipairs(redis.call('ZRANGE', p .. 'nodes', '-inf', '(' .. digits(now), 'BYSCORE', 'LIMIT', 0, 100)) do
        left = left - empty(p, other, now, left, gone)
        if left <= 0 then break end
      end
    end
    return gone
  end,
  -- node → {ok} | {more}: call again
  leave = function(p, now, node)
    if redis.call('ZSCORE', p .. 'nodes', node) == false then return {'ok'} end
    empty(p, node, now, people_a_call, {})
    return {redis.call('ZSCORE', p .. 'nodes', node) and 'more' or 'ok'}
  end,
  -- node, person, kind (s|v), connections, grace → {reaped} | {ok, changed (0|1)}
  here = function(p, now, node, person, kind, connections, grace)
    if not node_lives(p, node) then return {'reaped'} end
    if connections == '0' then return {'ok', went(p, node, person, kind, grace, now) and '1' or '0'} end
    redis.call('HSET', p .. 'here:' .. node, person, kind .. ' ' .. grace .. ' ' .. connections)
    redis.call('SADD', p .. 'at:' .. person, node)
    local came = redis.call('HSET', p .. 'present', person, '1') == 1
    if came and kind == 's' then
      local departments, score = staff_ready(p, person)
      for _, d in ipairs(departments) do redis.call('ZADD', p .. 'ready:' .. d, score, person) end
    end
    redis.call('ZREM', p .. 'due', timer_of[kind] .. person)
    return {'ok', came and '1' or '0'}
  end,
}

-- The types of the keys that one person's coming and going writes; a reaped node's people were proved when they came.
local function proved(p, node, person)
  local kinds = {nodes = 'zset', due = 'zset', present = 'hash', presence = 'hash', ['here:' .. node] = 'hash'}
  if person then
    kinds['at:' .. person], kinds['staff:' .. person] = 'set', 'hash'
    for _, d in ipairs((staff_ready(p, person))) do kinds['ready:' .. d] = 'zset' end
  end
  for name, kind in pairs(kinds) do
    local is = redis.call('TYPE', p .. name).ok
    if is ~= 'none' and is ~= kind then return redis.error_reply('CORRUPT ' .. name .. ' is a ' .. is) end
  end
end

-- ARGV: join|renew|leave|here, node, and what each says above.
local function presence(KEYS, ARGV)
  local p, what, node = KEYS[1], ARGV[1], ARGV[2]
  local wrong = proved(p, node, what == 'here' and ARGV[3] or nil)
  if wrong then return wrong end
  return act[what](p, now_ms(), node, ARGV[3], ARGV[4], ARGV[5], ARGV[6])
end
redis.register_function{function_name = 'presence_3', callback = presence, flags = {'allow-oom'}}
)lua"
