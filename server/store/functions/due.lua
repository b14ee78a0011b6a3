R"lua(
-- Timers. A claimed one lies 5 s ahead, at half a millisecond, which tells it from one that was set anew since.

-- ARGV: most. Gives {now, when the next is due or "", ripe members…}, the earliest first.
local function due(KEYS, ARGV)
  local key, now = KEYS[1] .. 'due', now_ms()
  local ripe = redis.call('ZRANGE', key, '-inf', digits(now), 'BYSCORE', 'LIMIT', 0, ARGV[1])
  local answer = {digits(now), ''}
  for i, member in ipairs(ripe) do
    redis.call('ZADD', key, digits(now + 5000) .. '.5', member)
    answer[i + 2] = member
  end
  local next = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if next[2] then answer[2] = digits(math.floor(tonumber(next[2]))) end
  return answer
end
redis.register_function{function_name = 'due_1', callback = due, flags = {'allow-oom'}}

-- ARGV: member. Removes it if it is claimed.
local function drop_timer(KEYS, ARGV)
  local key = KEYS[1] .. 'due'
  local score = redis.call('ZSCORE', key, ARGV[1])
  if score and tonumber(score) % 1 ~= 0 then redis.call('ZREM', key, ARGV[1]) end
  return redis.status_reply('OK')
end
redis.register_function{function_name = 'drop_timer_1', callback = drop_timer, flags = {'allow-oom'}}
)lua"
