# With only a booking open, a complaint begins a complaint; the booking stays what it is.
# rules: CMP-9 CON-4
C> 我想试驾
C> S7
C> 周日
C> 都不用
S> enquiries == 1 and conversation == 'idle'
C> 能早一点吗
B> 已转给处理ZX20250312-0001的同事
O> sales.1 能早一点吗
C> 空调突然不制冷
B> 补充到ZX20250312-0001，还是新的问题
C> [press 新的问题]
B> 影响行车安全吗
C> 不会
O! sales.1 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
B> TS20250312-0001
S> complaints == 1 and enquiries == 1 and earlier_number is None and department == 'aftersales'
C> 空调还是不制冷，什么时候修
O> aftersales.1 空调还是不制冷
O! sales.1 空调还是不制冷
S> complaints == 1
