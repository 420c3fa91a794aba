-- Asks for the public list under an address that nobody has asked for yet, in this run or another
-- of the same server, so that no kept page answers.
--   wrk -s list.lua URL
local n, threads = 0, 0

function setup(t)
  threads = threads + 1
  t:set("number", threads)
  t:set("began", os.time())
end

function request()
  n = n + 1
  return wrk.format("GET", wrk.path .. "&x=" .. began .. "." .. number .. "." .. n)
end
