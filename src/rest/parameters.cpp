#include "rest/rest.hpp"
