/** Short words of everyday English that are hard to confuse when somebody reads them out. 512: each is nine bits. */
export const WORDS: readonly string[] = `
actor agent album alley almond amber anchor angle ankle anvil apple apron arena armor arrow aspen atlas attic
autumn axle badge bagel baker ballad bamboo banana banjo barber barn barrel basil basin basket beach beacon
beagle bean bear bell belt bench berry birch biscuit bison blanket blazer blossom boat bonfire book boot
bottle boulder bowl bracket branch bread breeze brick bridge bronze brook broom brush bubble bucket buffalo
bugle bundle bus butter button cabin cable cactus cake camera camp canal candle canoe canvas canyon captain
caravan cargo carpet carrot castle cedar celery cellar chain chair chalk cherry chess chest chimney cider
cinema circle circus city clarinet cliff clock cloud clover coach coast cobalt cocoa coconut coin comet
compass copper coral corner cotton cougar cove crane crayon cream creek crew cricket crown crystal cube
cuckoo cup cushion cycle daisy dance dancer dawn deck deer delta desk dial diamond dinner disc dock dolphin
dome donkey door dragon drawer drum duck dune eagle earth easel echo eclipse elephant elm ember engine
envelope epoch evening falcon farm fence fern ferry fiddle field fig finch finger fire fish flame flock floor
flour flower flute fog forest fork fossil fox frame frog frost fruit galaxy gallery garden garlic gecko
geyser giant ginger giraffe glacier glass globe glove goat goose grain granite grape grass gravel guitar gull
hammer hammock harp harvest hazel heather hedge helmet heron hill hinge honey hood hook horizon horn horse
hotel hour igloo inch iris iron island ivory ivy jacket jade jaguar jar jasmine jersey jewel jigsaw jungle
juniper kayak kernel kettle key kitten kiwi knight koala ladder lagoon lake lamp lantern larch laurel lava
lawn leaf lemon lentil letter lilac lily lime lion lizard llama lobster lock lotus lunar lynx magnet maple
marble market marsh mason meadow medal melon meteor mint mitten moon moose morning moss motor mountain mouse
muffin mural music napkin needle nest nickel night north notebook nutmeg oasis oat ocean octave olive onion
opal opera orange orbit orchid organ otter oven owl oyster paddle page paint palace panda paper parade parcel
park parrot parsley pasta path peanut pear pearl pebble pelican pencil penguin pepper piano picnic pillow
pilot pine pirate plain planet plum pocket poem polar pony poplar poppy porch postcard potato pottery prairie
puffin puppet puzzle quartz queen quill quilt rabbit radio radish raft raisin ranch raven reef ribbon rice
river robin rocket roof rowboat ruby rudder saddle saffron sail salad salmon salt sapphire satin saturn
saucer scarf school scooter seal season sesame shell sherbet ship shore shovel silk silver singer skate
sketch sled slipper snail snow soap sofa solar sonnet soup sparrow spice spider spinach spiral spoon spring
squash squid stable star station steam stone stool storm story straw stream summer sunset swan sweater table
tailor tango teapot temple tent thread thunder ticket tiger timber toast tomato topaz torch tower tractor
trail train treasure tree trumpet tulip tundra tunnel turnip valley vanilla velvet verse village vine violet
violin volcano walnut walrus water wave wheat wheel whistle willow window winter wolf wood wool wren yacht
yarn yogurt zebra zephyr zinc
`
  .trim()
  .split(/\s+/)
