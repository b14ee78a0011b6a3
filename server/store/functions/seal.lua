R"lua(
-- The two halves of sealing; between them a node compresses what the first gave. It frees memory, so a full Redis
-- allows it.

-- ARGV: conversation. Gives {now, hash, log, notes, cids} as Redis lists them, or {now, 1 if it is sealed} when that is not there.
local function whole(KEYS, ARGV)
  local p, id, now = KEYS[1], ARGV[1], digits(now_ms())
  local hash = redis.call('HGETALL', p .. 'conv:' .. id)
  if #hash == 0 then return {now, redis.call('EXISTS', p .. 'sealed:' .. id)} end
  return {now, hash, redis.call('XRANGE', p .. 'log:' .. id, '-', '+'),
          redis.call('XRANGE', p .. 'notes:' .. id, '-', '+'), redis.call('HGETALL', p .. 'cid:' .. id)}
end
redis.register_function{function_name = 'whole_1', callback = whole, flags = {'no-writes'}}

-- ARGV: conversation, v, log_seq, notes_seq, epoch, blob. Gives 1 when it is sealed now, 0 when it moved meanwhile.
local function seal(KEYS, ARGV)
  local p, id = KEYS[1], ARGV[1]
  local h = redis.call('HMGET', p .. 'conv:' .. id, 'v', 'log_seq', 'notes_seq', 'epoch')
  for i = 1, 4 do
    if h[i] ~= ARGV[i + 1] then return 0 end
  end
  redis.call('ZSCORE', p .. 'due', 'seal:' .. id)
  redis.call('SET', p .. 'sealed:' .. id, ARGV[6])
  redis.call('DEL', p .. 'conv:' .. id, p .. 'log:' .. id, p .. 'notes:' .. id, p .. 'cid:' .. id)
  redis.call('ZREM', p .. 'due', 'seal:' .. id)
  redis.pcall('SPUBLISH', p .. 'ch:log:' .. id, 'c changed 1')
  return 1
end
redis.register_function{function_name = 'seal_1', callback = seal, flags = {'allow-oom'}}
)lua"
