-- Asks for the public list under an address that nobody has asked for yet, so that no kept page
-- answers.
--   wrk -s list.lua URL
local n, threads = 0, 0

function setup(t)
  threads = threads + 1
  t:set("number", threads)
end

function request()
  n = n + 1
  return wrk.format("GET", wrk.path .. "&x=" .. number .. "." .. n)
end
