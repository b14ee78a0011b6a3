R"lua(
-- How the queues of departments stand: how many wait, since when, where in the order, and who is there to take them.

-- When who waits longest arrived, in µs; "" when nobody waits. What a Baton that kept no arrivals left behind: none of
-- those that wait (their head stands for them), or some that no longer wait.
local function oldest(p, department)
  local waiting = p .. 'waiting:' .. department
  local first = redis.call('ZRANGE', p .. 'arrivals:' .. department, 0, 15, 'WITHSCORES')
  for i = 1, #first, 2 do
    if redis.call('ZSCORE', waiting, first[i]) then return digits(tonumber(first[i + 1])) end
  end
  local head = redis.call('ZRANGE', waiting, 0, 0)[1]
  return head and redis.call('HGET', p .. 'conv:' .. head, 'arrived_us') or ''
end

-- {v, body, 1} of every member of staff who is connected, by id.
local function connected(p)
  local ids, people = redis.call('HVALS', p .. 'email'), {}
  table.sort(ids)
  for _, id in ipairs(ids) do
    if redis.call('HEXISTS', p .. 'present', id) == 1 then
      local h = redis.call('HMGET', p .. 'staff:' .. id, 'v', 'body')
      if h[1] then people[#people + 1] = {h[1], h[2], 1} end
    end
  end
  return people
end

-- ARGV: departments. Gives {now, {staff…}, {waiting, oldest}…} in the order of departments.
local function queues(KEYS, ARGV)
  local p = KEYS[1]
  local answer = {digits(now_ms()), connected(p)}
  for _, d in ipairs(ARGV) do
    answer[#answer + 1] = {digits(redis.call('ZCARD', p .. 'waiting:' .. d)), oldest(p, d)}
  end
  return answer
end
redis.register_function{function_name = 'queues_1', callback = queues, flags = {'no-writes'}}

-- ARGV: department, conversations… Gives the position of each, from 1, or "" for one that is not in there.
local function positions(KEYS, ARGV)
  local key, answer = KEYS[1] .. 'waiting:' .. ARGV[1], {}
  for i = 2, #ARGV do
    local rank = redis.call('ZRANK', key, ARGV[i])
    answer[i - 1] = rank and digits(rank + 1) or ''
  end
  return answer
end
redis.register_function{function_name = 'positions_1', callback = positions, flags = {'no-writes'}}
)lua"
